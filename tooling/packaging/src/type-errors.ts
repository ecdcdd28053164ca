/**
 * The errors in what a type checker printed that are ours: in the consumer's code and in the declarations of
 * our packages. Those of others have errors of their own, which `skipLibCheck` would hide along with ours.
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
