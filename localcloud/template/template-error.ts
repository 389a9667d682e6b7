// A template that can't be deployed here: one sentence that names the stack, the resource and what to do.
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
