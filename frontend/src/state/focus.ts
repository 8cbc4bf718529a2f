/** Which keys belong to what has the focus: native controls go on working as everywhere. */

const TAKES_TEXT = 'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="range"])';
const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

function isUsedBy(target: Element, key: string): boolean {
  if (target.matches('input[type="range"], input[type="radio"]') && ARROWS.includes(key)) return true;
  if (key === ' ') return target.matches('button, summary, input[type="checkbox"], input[type="radio"]:not(:checked)');
  return key === 'Enter' && target.matches('button, a, summary');
}

/** Whether a key press is not a shortcut: somebody types, a dialog is open, or a control wants the key. */
export function leavesToBrowser(event: KeyboardEvent): boolean {
  if (event.isComposing || document.querySelector('dialog[open]')) return true;
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return target.matches(TAKES_TEXT) || isUsedBy(target, event.key);
}
