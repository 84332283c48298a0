export default function ValueScreen(_props: Record<string, unknown>) {
  return <h1>ValueScreen</h1>;
}
