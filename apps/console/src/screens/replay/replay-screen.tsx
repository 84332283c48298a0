export default function ReplayScreen(_props: Record<string, unknown>) {
  return <h1>ReplayScreen</h1>;
}
