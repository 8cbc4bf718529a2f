import { asCsv, type Cell } from '$domain/csv';

const DRAWN = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-weight', 'font-family', 'text-anchor'];
const SHARPNESS = 2;

/** Saves a chart as it is seen now: colours and fonts are written into it, with the page's ground behind. */
export function saveSvg(chart: SVGSVGElement, name: string): void {
  save(new Blob([asText(chart)], { type: 'image/svg+xml' }), `${name}.svg`);
}

export async function savePng(chart: SVGSVGElement, name: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([asText(chart)], { type: 'image/svg+xml' }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = chart.clientWidth * SHARPNESS;
    canvas.height = chart.clientHeight * SHARPNESS;
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/png'); });
    if (blob) save(blob, `${name}.png`);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function saveCsv(columns: readonly string[], rows: readonly (readonly Cell[])[], name: string): void {
  save(new Blob([asCsv([columns, ...rows])], { type: 'text/csv' }), `${name}.csv`);
}

function asText(chart: SVGSVGElement): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const shown = [chart, ...chart.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, at) => {
    const source = shown[at];
    if (!source) return;
    const style = getComputedStyle(source);
    for (const name of DRAWN) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
  });
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(chart.closest('.card') ?? document.body).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
