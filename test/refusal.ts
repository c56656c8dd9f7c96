import { EmrtdError } from '../src/errors.js'

/** The error that is thrown, as `CODE: message`; an empty text if none is. Errors of another kind are passed on. */
export function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return `${error.code}: ${error.message}`
  }
  return ''
}
