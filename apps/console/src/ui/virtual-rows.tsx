import "./virtual-rows.css";

import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";

/** Rows above and below what is seen that are there already, so that scrolling finds them. */
const OVERSCAN = 12;

export interface VirtualRowsProps {
  readonly count: number;
  readonly rowHeight: number;
  /** What the list is, for a screen reader. */
  readonly label: string;
  readonly header: ReactNode;
  readonly columns: number;
  readonly className?: string;
  /** A row's cells. */
  readonly row: (index: number) => ReactNode;
  readonly rowClassName?: (index: number) => string | undefined;
  /** The row that is open. */
  readonly selected?: number | undefined;
  readonly onOpen?: (index: number) => void;
}

/**
 * A grid of any number of rows of which only those in sight are elements. By keyboard: arrows, page keys, Home and End
 * move, Enter opens.
 */
export const VirtualRows = (props: VirtualRowsProps) => {
  const { count, rowHeight, selected, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: 60 });
  const [active, setActive] = useState(0);

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - OVERSCAN);
    const to = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + OVERSCAN;
    setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, [rowHeight]);
  useEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [measure, count]);

  const moveTo = (index: number): void => {
    const next = Math.min(count - 1, Math.max(0, index));
    setActive(next);
    const element = scroller.current;
    if (element === null) return;
    const header = element.firstElementChild?.clientHeight ?? 0;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight - header)
      element.scrollTop = top + rowHeight - element.clientHeight + header;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === "Enter" || event.key === " ") onOpen?.(active);
    else return;
    event.preventDefault();
  };

  const from = Math.min(range.from, Math.max(0, count - 1));
  const indexes = Array.from(
    { length: Math.max(0, Math.min(count, range.to) - from) },
    (_, offset) => from + offset,
  );
  const id = (index: number): string => `row-${index}`;
  return (
    <div
      ref={scroller}
      className={["vrows", props.className].filter(Boolean).join(" ")}
      role="grid"
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={props.columns}
      aria-activedescendant={indexes.includes(active) ? id(active) : undefined}
      tabIndex={0}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <div className="vhead" role="row" aria-rowindex={1}>
        {props.header}
      </div>
      <div className="vbody" role="presentation" style={{ height: count * rowHeight }}>
        {indexes.map((index) => (
          <div
            key={index}
            id={id(index)}
            role="row"
            aria-rowindex={index + 2}
            aria-selected={selected === index}
            className={[
              "vrow",
              index === active && "active",
              selected === index && "selected",
              props.rowClassName?.(index),
            ]
              .filter(Boolean)
              .join(" ")}
            style={{ transform: `translateY(${index * rowHeight}px)`, height: rowHeight }}
            onClick={() => {
              setActive(index);
              onOpen?.(index);
            }}
          >
            {props.row(index)}
          </div>
        ))}
      </div>
    </div>
  );
};
