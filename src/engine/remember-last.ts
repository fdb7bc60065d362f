/**
 * The same pure function, which remembers its last answer: tasks that have something in common mostly come one after the other, and
 * it needs to be made once. Arguments are the same when `===` says so.
 */
export function rememberLast<Arguments extends readonly unknown[], Answer>(
  make: (...given: Arguments) => Answer,
): (...given: Arguments) => Answer {
  let last: { readonly given: Arguments; readonly answer: Answer } | null = null;
  return (...given) => {
    if (last?.given.every((argument, at) => argument === given[at])) return last.answer;
    const answer = make(...given);
    last = { given, answer };
    return answer;
  };
}
