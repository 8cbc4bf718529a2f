import { apart } from '$domain/exported';
import { describe, expect, it } from 'vitest';

describe('the files of an export', () => {
  it('are data and report, and what lies beside them', () => {
    const data = ['jsonl/assignments.jsonl', 'jsonl/report.json', 'safesora/videos-00000.tar', 'safesora/label/config-test.json.gz'];
    const beside = ['jsonl/README.md', 'jsonl/SHA256SUMS', 'jsonl/schema/assignments.schema.json', 'jsonl/croissant.json', 'jsonl/labels.svg'];
    const files = [...beside, ...data].map((name) => ({ name }));
    expect(apart(files)).toEqual({ data: data.map((name) => ({ name })), beside: beside.map((name) => ({ name })) });
  });
});
