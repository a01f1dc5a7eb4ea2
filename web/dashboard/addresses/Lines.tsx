/** An address as it is printed in its own country. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <address className="address">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and two can be equal
        <div key={i}>
          <bdi>{line}</bdi>
        </div>
      ))}
    </address>
  );
}
