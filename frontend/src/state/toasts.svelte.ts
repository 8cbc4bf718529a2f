export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
}

const SHOWN_FOR = 5_000;

/** Short news at the edge of the page, read out by screen readers: `toasts.say('Saved.')`. */
class Toasts {
  all = $state.raw<Toast[]>([]);
  #count = 0;

  say(text: string, tone: Toast['tone'] = 'good'): void {
    if (this.all.some((toast) => toast.text === text)) return;
    const toast = { id: ++this.#count, text, tone };
    this.all = [...this.all, toast];
    setTimeout(() => {
      this.all = this.all.filter((one) => one.id !== toast.id);
    }, SHOWN_FOR);
  }
}

export const toasts = new Toasts();
