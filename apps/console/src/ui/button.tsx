import "./controls.css";

import type { ButtonHTMLAttributes } from "react";

import { Icon, type IconName } from "./icon.js";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: "primary" | "quiet";
  readonly icon?: IconName;
};

export const Button = ({ kind, icon, className, children, type, ...rest }: ButtonProps) => (
  <button
    type={type === "submit" ? "submit" : "button"}
    className={["button", kind, className].filter(Boolean).join(" ")}
    {...rest}
  >
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </button>
);

/** A button that is an icon alone: its label is read out and shown as a tip. */
export const IconButton = ({
  icon,
  label,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly icon: IconName;
  readonly label: string;
}) => (
  <button type="button" className="button quiet icon" aria-label={label} title={label} {...rest}>
    <Icon name={icon} />
  </button>
);
