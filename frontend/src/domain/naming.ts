import type { Definition, Question } from './protocol';

/** Titles of questions and answers by their keys; a key stands for itself where the protocol has no title. */
export interface Names {
  question: (key: string) => string;
  answer: (question: string, answer: string) => string;
}

export function namesOf(definition: Definition): Names {
  const questions = new Map<string, Question>(
    definition.stages.flatMap((stage) => stage.steps.flatMap((step) => step.questions)).map((one) => [one.key, one]),
  );
  return {
    question: (key) => questions.get(key)?.title ?? key,
    answer: (key, answer) => {
      const option = questions.get(key)?.options.find((one) => one.key === answer);
      // A video keeps the name that it has in data: what was "Video 1" to one was "Video 2" to another.
      return option && option.item === null ? option.text : answer;
    },
  };
}
