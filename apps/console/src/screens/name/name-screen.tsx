export default function NameScreen(_props: Record<string, unknown>) {
  return <h1>NameScreen</h1>;
}
