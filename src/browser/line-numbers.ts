/** Keeps as many numbers beside a text area (`data-numbered`) as it has lines while somebody writes in it. */
export function registerLineNumbers(): void {
  document.addEventListener('input', (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !('numbered' in area.dataset)) return;
    const numbers = area.previousElementSibling;
    const lines = area.value.split('\n').length;
    if (numbers === null) return;
    while (numbers.childElementCount > lines) numbers.lastElementChild?.remove();
    while (numbers.childElementCount < lines) {
      const line = document.createElement('div');
      line.textContent = String(numbers.childElementCount + 1);
      numbers.append(line);
    }
    area.rows = lines;
  });
}
