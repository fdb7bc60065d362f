/**
 * A pure function that remembers its last answer. The elements of an array come one after the other, and what they have in common
 * needs to be made once. Arguments are the same when `===` says so.
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
