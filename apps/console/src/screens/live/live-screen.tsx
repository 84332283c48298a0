export default function LiveScreen(_props: Record<string, unknown>) {
  return <h1>LiveScreen</h1>;
}
