/** Which of the files somebody chose is what: the manifest, the pairs, the clips. */

export const LARGEST_UPLOAD = 2 * 1024 ** 3;
export const MOST_FILES = 1000;

interface Named {
  name: string;
  size: number;
}

export interface Roles {
  manifest?: string;
  /** Empty: there is none. */
  pairs?: string;
}

export interface Chosen<F extends Named> {
  manifest: F | undefined;
  pairs: F | undefined;
  clips: F[];
  /** Files that can be a manifest or pairs; an archive is a manifest with all it names. */
  tables: F[];
  bytes: number;
}

export function isTable(name: string): boolean {
  return /\.(jsonl|ndjson|csv|json|json\.gz)$/i.test(name);
}

/** One file that has everything in it. */
export function isArchive(name: string): boolean {
  return /\.(zip|tar|tar\.gz|tgz)$/i.test(name);
}

function looksLikePairs(name: string): boolean {
  return /pair/i.test(name);
}

function byName<F extends Named>(files: readonly F[], name: string | undefined): F | undefined {
  return name ? files.find((file) => file.name === name) : undefined;
}

/** What was given a part by hand has it; else a table named after pairs is the pairs, and the first other one the manifest. */
export function chosenFrom<F extends Named>(files: readonly F[], roles: Roles): Chosen<F> {
  const tables = files.filter((file) => isTable(file.name) || isArchive(file.name));
  const others = tables.filter((file) => !looksLikePairs(file.name));
  const manifest = byName(tables, roles.manifest) ?? others[0] ?? tables[0];
  const rest = tables.filter((file) => file !== manifest);
  const guessed = rest.find((file) => looksLikePairs(file.name));
  const pairs = roles.pairs === undefined ? guessed : byName(rest, roles.pairs);
  return {
    manifest,
    pairs,
    clips: files.filter((file) => !tables.includes(file)),
    tables,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
  };
}

export type UploadProblem = 'noManifest' | 'tooLarge' | 'tooMany' | 'archiveAlone';

/** Why the files cannot be sent as they are, or nothing. */
export function problemOf(chosen: Chosen<Named>): UploadProblem | undefined {
  if (!chosen.manifest) return 'noManifest';
  if (chosen.bytes > LARGEST_UPLOAD) return 'tooLarge';
  if (isArchive(chosen.manifest.name) && (chosen.clips.length || chosen.pairs)) return 'archiveAlone';
  return chosen.clips.length + chosen.tables.length > MOST_FILES ? 'tooMany' : undefined;
}

/** A file as the server knows it: its first `received` bytes are safe there. */
export interface SentFile {
  number: number;
  part: 'manifest' | 'pairs' | 'clip';
  name: string;
  size: number;
  received: number;
}

export interface NewFile {
  part: SentFile['part'];
  name: string;
  size: number;
}

/** What is announced before anything is sent. */
export function announced(chosen: Chosen<Named>): NewFile[] {
  const one = (part: NewFile['part'], file: Named | undefined): NewFile[] => (file ? [{ part, name: file.name, size: file.size }] : []);
  return [...one('manifest', chosen.manifest), ...one('pairs', chosen.pairs), ...chosen.clips.flatMap((clip) => one('clip', clip))];
}

/** The upload that was begun with just these files, by their names and sizes. */
export function begunWith<U extends { files: SentFile[] }>(uploads: readonly U[], files: readonly NewFile[]): U | undefined {
  const known = (all: readonly NewFile[]): string => JSON.stringify(all.map(({ part, name, size }) => [name, part, size]).sort());
  return uploads.find((upload) => known(upload.files) === known(files));
}

export const SMALLEST_PIECE = 256 * 1024;
export const LARGEST_PIECE = 8 * 1024 ** 2;
const QUICK_MS = 1_000;
const SLOW_MS = 4_000;

/** How large the next piece is: a cut should cost a few seconds, and a quick line not be held up. */
export function nextPiece(size: number, took: number): number {
  if (took < QUICK_MS) return Math.min(LARGEST_PIECE, size * 2);
  return took > SLOW_MS ? Math.max(SMALLEST_PIECE, size / 2) : size;
}

/** The file of pairs in the same folder of the server's inbox. */
export function pairsBeside(path: string, all: readonly { path: string; kind: string }[]): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return all.find((file) => file.kind === 'pairs' && file.path.slice(0, file.path.lastIndexOf('/') + 1) === folder)?.path;
}
