export default function FundScreen(_props: Record<string, unknown>) {
  return <h1>FundScreen</h1>;
}
