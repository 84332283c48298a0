import { Link } from "./router.js";

export const NotFound = () => (
  <div className="card stack">
    <h1>There is no such page</h1>
    <p>
      <Link href="/">Value names</Link>, or look a name up above.
    </p>
  </div>
);
