/** The pages of reviewers, of one file: whoever opens the dashboard has what its numbers lead to. */
export { default as Annotator } from '$pages/Annotator.svelte';
export { default as Answers } from '$pages/Answers.svelte';
export { default as Dashboard } from '$pages/Dashboard.svelte';
export { default as Inspection } from '$pages/Inspection.svelte';
export { default as Inspections } from '$pages/Inspections.svelte';
export { default as JudgedPair } from '$pages/JudgedPair.svelte';
