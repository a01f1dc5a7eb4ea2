/** A picture of a product. Its name is beside it, so it has no text of its own. */
export function Picture({ src, size }: { src: string | null | undefined; size: number }) {
  if (!src) return <span className="picture" style={{ width: size, height: size }} />;
  return <img className="picture" src={src} alt="" width={size} height={size} />;
}
