// What the fixture says; the same as in fixture/Said.java.
export const text = 'Grüße aus 東京 🌍!'
export const thought = 'They greet me, so I greet back.'
export const json = { city: 'Zürich', degrees: 21 }
export const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
}
export const cities = ['Paris', 'Oslo']
export const input = 100
export const cached = 40
export const output = 20

export const origin = process.env.LLM_ROUTER_ORIGIN
export const ask = 'How is the weather?'

/** Runs every check in turn; the first that fails ends the process with its stack. */
export async function check(checks) {
  for (const [name, run] of Object.entries(checks)) {
    await run()
    console.log('ok', name)
  }
}
