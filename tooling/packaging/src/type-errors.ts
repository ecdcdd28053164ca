/**
 * Filters a type checker's output for our own errors: in the consumer's code and in our packages'
 * declarations. Other packages' declarations contain errors too, but `skipLibCheck` would also hide ours.
 */
export function ownTypeErrors(printed: string): string[] {
  return printed
    .split("\n")
    .filter((line) => / error TS\d+: /.test(line))
    .filter(
      (line) =>
        !/^\S*node_modules\//.test(line) || /node_modules\/(@genericdp|genericdp)\/[^(]*\(/.test(line),
    );
}
