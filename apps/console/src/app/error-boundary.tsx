import { Component, type ReactNode } from "react";

interface Props {
  readonly children: ReactNode;
  /** What the reader looks at: another one is another try. */
  readonly place: string;
}
interface State {
  readonly error: Error | undefined;
  readonly place: string;
}

/** Shows an error in place of a screen that fails; the rest of the page stays usable. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { place, error: undefined };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="card stack" role="alert">
        <h1>This screen broke</h1>
        <p className="dim">{error.message}</p>
        <div>
          <button type="button" className="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </div>
      </div>
    );
  }
}
