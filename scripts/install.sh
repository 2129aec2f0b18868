#!/bin/sh
# Installs an unpacked distribution:  ./install.sh [PREFIX]      (default: /usr/local, or ~/.local without root)
# Puts the files into PREFIX/lib/lokistore, a link into PREFIX/bin, and completion scripts where shells look for them.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
if [ ! -d "$here/lib" ]; then
  printf 'install.sh: run it from an unpacked lokistore-VERSION.tar.gz (mvn package leaves one in shell/target)\n' >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  prefix=${1:-/usr/local}
else
  prefix=${1:-$HOME/.local}
fi
target=$prefix/lib/lokistore

mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/share/bash-completion/completions" "$prefix/share/lokistore"
rm -rf "$target.new"
cp -R "$here" "$target.new"
rm -rf "$target"
mv "$target.new" "$target"
ln -sf "../lib/lokistore/bin/lokistore" "$prefix/bin/lokistore"
cp "$target/completion/lokistore.bash" "$prefix/share/bash-completion/completions/lokistore"
cp "$target/completion/lokistore.zsh" "$prefix/share/lokistore/completion.zsh"

# classes in the form in which the JVM maps them: later starts are much faster
LOKISTORE_CDS=build "$prefix/bin/lokistore" || printf 'install.sh: starts will be slower\n' >&2

"$prefix/bin/lokistore" --version
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) printf 'Add %s/bin to your PATH.\n' "$prefix" ;;
esac
printf 'For completion in zsh: echo "source %s/share/lokistore/completion.zsh" >> ~/.zshrc\n' "$prefix"
