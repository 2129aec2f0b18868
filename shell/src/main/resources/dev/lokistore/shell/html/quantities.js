// Numbers for people, as the tables of the command line write them.
const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function countText(number) {
  return number.toLocaleString('en-US');
}

function bytesText(bytes) {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  let value = bytes;
  let unit = -1;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

function quantityText(unit, value) {
  return unit === 'bytes' ? bytesText(value) : countText(value);
}

// A step that makes about five round marks up to the largest value, whose units may go by 1024.
function roundStep(unit, largest) {
  let scale = 1;
  while (unit === 'bytes' && largest / scale >= 1024) {
    scale *= 1024;
  }
  const wanted = Math.max(largest / scale / 5, unit === 'bytes' && scale > 1 ? 0.001 : 1);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find(each => each * power >= wanted * 0.999);
  return factor * power * scale;
}

// 2026-11-19 as 19 Nov, 2026-11 as Nov 2026, all else as it is.
function dayText(position) {
  const date = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(position);
  if (!date || !MONTHS[date[2] - 1]) {
    return position;
  }
  return date[3] ? `${Number(date[3])} ${MONTHS[date[2] - 1]}` : `${MONTHS[date[2] - 1]} ${date[1]}`;
}
