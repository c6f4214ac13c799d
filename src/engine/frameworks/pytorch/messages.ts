/** Every sentence the frameworks say to a user. Texts of the frameworks' own exceptions are theirs and stand where they are raised. */
export const frameworkMessages = {
  unsupportedName: (name: string) => `${name} is not supported yet`,
  unsupportedArgument: (name: string, argument: string) => `${name}: the argument ${argument} is not supported yet`,
  unsupportedArguments: (name: string, types: string) => `${name}(${types}) is not supported in this form yet`,
} as const;
