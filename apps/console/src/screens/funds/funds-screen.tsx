export default function FundsScreen(_props: Record<string, unknown>) {
  return <h1>FundsScreen</h1>;
}
