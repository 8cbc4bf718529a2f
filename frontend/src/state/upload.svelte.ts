import { fileGoneError } from '$api/error';
import type { Upload as Begun } from '$api/manage-types';
import { discardUpload, fetchPieces, fetchUpload, fetchUploads, finishUpload, sendPiece, sha256, startUpload } from '$api/uploads';
import { type Failure, isPassing } from '$domain/failure';
import { announced, begunWith, type Chosen, chosenFrom, nextPiece, type Roles, type SentFile, SMALLEST_PIECE } from '$domain/uploads';
import { failureOf } from '$state/failing';

/** `waiting`: the connection is gone, and the upload goes on by itself. */
type Phase = 'choosing' | 'checking' | 'sending' | 'waiting' | 'paused';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

async function bytesOf(file: File, from: number, to: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(from, to).arrayBuffer();
  } catch {
    throw fileGoneError(file.name); // moved or changed since it was chosen
  }
}

/** After so many milliseconds, when the browser is online again, or when it is stopped. */
function waited(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, pause);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

/** Files on their way into a corpus, piece by piece: a cut, a pause or a reload costs one piece. */
export class Upload {
  files = $state.raw<File[]>([]);
  /** Names of the files that were given a part by hand. */
  roles = $state.raw<Roles>({});
  /** What was begun on this or another page, and is not finished. */
  open = $state.raw<Begun[]>([]);
  current = $state.raw<Begun>();
  phase = $state<Phase>('choosing');
  failure = $state.raw<Failure>();
  /** The name of a file that is not the one that was begun. */
  differing = $state<string>();
  /** The id of the import that has begun, until somebody took it. */
  begun = $state<string>();
  chosen = $derived.by<Chosen<File>>(() => chosenFrom(this.files, this.roles));
  known = $derived(begunWith(this.open, announced(this.chosen)));
  received = $derived((this.current?.files ?? []).reduce((sum, file) => sum + file.received, 0));
  #stop = new AbortController();
  #looking = Promise.resolve(true);
  #isWhole = false;
  #pause = FIRST_PAUSE;

  constructor(readonly corpus: string) {}

  /** Files that are there already by name are replaced. */
  add = (files: readonly File[]): void => {
    const names = new Set(files.map((file) => file.name));
    this.files = [...this.files.filter((file) => !names.has(file.name)), ...files];
    this.failure = this.differing = undefined;
  };

  clear = (): void => {
    this.files = [];
    this.roles = {};
    this.failure = this.differing = this.current = undefined;
    this.phase = 'choosing';
  };

  look = (): Promise<boolean> => {
    this.#looking = this.#tried(async () => {
      this.open = await fetchUploads(this.corpus);
      return true;
    });
    return this.#looking;
  };

  /** Begins, or goes on with what was begun with these very files. */
  send = async (): Promise<void> => {
    if (this.phase !== 'choosing') return;
    this.phase = 'checking';
    const isReady = await this.#isReady();
    this.phase = isReady ? 'paused' : 'choosing';
    if (isReady) await this.resume();
  };

  pause = (): void => {
    this.#stop.abort();
    this.phase = 'paused';
  };

  resume = async (): Promise<void> => {
    if (this.phase !== 'paused' && this.phase !== 'waiting') return;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.failure = undefined;
    const { signal } = this.#stop;
    this.phase = 'sending';
    while (!signal.aborted) {
      if (await this.#isOver(signal)) return;
      await waited(this.#pause, signal);
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }
  };

  discard = async (id: string): Promise<void> => {
    this.#stop.abort();
    const isGone = await this.#tried(async () => {
      await discardUpload(id);
      return true;
    });
    if (!isGone) return;
    this.open = this.open.filter((upload) => upload.id !== id);
    if (this.current?.id === id) this.clear();
  };

  async #isReady(): Promise<boolean> {
    await this.#looking; // or what was begun before is begun anew
    this.failure = this.differing = undefined;
    this.#isWhole = false;
    return this.#tried(async () => {
      this.current = this.known ?? (await startUpload(this.corpus, announced(this.chosen)));
      this.differing = await this.#changed(this.current);
      return this.differing === undefined;
    });
  }

  /** The first file whose pieces on the server are not those of the file that was chosen. */
  async #changed(begun: Begun): Promise<string | undefined> {
    for (const { number, name, received } of begun.files) {
      if (!received) continue;
      for (const piece of await fetchPieces(begun.id, number)) {
        const digest = await sha256(await bytesOf(this.#file(name), piece.offset, piece.offset + piece.bytes));
        if (digest && [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== piece.sha256) return name;
      }
    }
    return undefined;
  }

  /** Whether there is nothing to wait for: all is sent, it was stopped, or it was refused. */
  async #isOver(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#sendAll(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      const failure = failureOf(error);
      if (isPassing(failure) || failure.code === 'digest_differs' || failure.code === 'wrong_offset') {
        this.phase = 'waiting';
        return false;
      }
      this.failure = failure;
      this.phase = 'paused';
      return true;
    }
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    if (!this.current) return;
    if (!this.#isWhole) this.current = await fetchUpload(this.current.id);
    for (const file of this.current.files) await this.#sendFile(this.current.id, file, signal);
    this.#isWhole = true; // from here on asking again gives the same import
    const id = await finishUpload(this.current.id);
    this.open = this.open.filter((upload) => upload.id !== id);
    this.clear();
    this.begun = id;
  }

  async #sendFile(id: string, file: SentFile, signal: AbortSignal): Promise<void> {
    let size = SMALLEST_PIECE;
    for (let at = file.received; at < file.size && !this.#isWhole; ) {
      const bytes = await bytesOf(this.#file(file.name), at, at + size);
      const start = performance.now();
      const told = await sendPiece(id, file.number, at, bytes, signal);
      if (signal.aborted) throw fileGoneError(file.name);
      size = nextPiece(size, performance.now() - start);
      at = told.received;
      this.#pause = FIRST_PAUSE;
      this.#note(told);
    }
  }

  #note(told: SentFile): void {
    if (!this.current) return;
    this.phase = 'sending';
    this.current = { ...this.current, files: this.current.files.map((file) => (file.number === told.number ? told : file)) };
  }

  #file(name: string): File {
    const file = this.files.find((one) => one.name === name);
    if (!file) throw fileGoneError(name);
    return file;
  }

  /** Whether it went well. */
  async #tried(act: () => Promise<boolean>): Promise<boolean> {
    try {
      return await act();
    } catch (error) {
      this.failure = failureOf(error);
      return false;
    }
  }
}

const uploads = new Map<string, Upload>();

/** The upload of a corpus: it goes on while somebody looks at other pages. */
export function uploadOf(corpus: string): Upload {
  const known = uploads.get(corpus) ?? new Upload(corpus);
  uploads.set(corpus, known);
  return known;
}
