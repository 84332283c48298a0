export default function LatencyScreen(_props: Record<string, unknown>) {
  return <h1>LatencyScreen</h1>;
}
