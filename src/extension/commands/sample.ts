/** The first step of the walkthrough: a program that shows gradients within seconds. */
import * as vscode from "vscode";

const sample = (): string => `# gradient-lens
# ${vscode.l10n.t("Change a number and watch the gradients follow.")}
a = 2.0
w = 3.0
b = 4.0
y_true = 11.0

y = a * w + b
L = (y - y_true) ** 2
`;

export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "python", content: sample() });
  await vscode.window.showTextDocument(document);
}
