import assert from 'node:assert/strict'
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { ask, check, cities, input, json, origin, schema, text } from './said.mjs'

const configuration = { baseURL: `${origin}/v1` }
const model = (name) => new ChatOpenAI({ model: name, apiKey: 'any', maxRetries: 0, configuration })
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

await check({
  'a whole reply': async () => {
    const reply = await model('text').invoke(ask)
    assert.equal(reply.content, text)
    assert.equal(reply.usage_metadata.input_tokens, input)
  },
  'a stream': async () => {
    let whole = ''
    for await (const chunk of await model('text').stream(ask)) {
      whole += chunk.content
    }
    assert.equal(whole, text)
  },
  'parallel calls of a tool, whole and streamed': async () => {
    const bound = model('calls').bindTools([weather])
    const reply = await bound.invoke(ask)
    assert.deepEqual(
      reply.tool_calls.map((call) => call.args.city),
      cities,
    )
    let gathered
    for await (const chunk of await bound.stream(ask)) {
      gathered = gathered === undefined ? chunk : gathered.concat(chunk)
    }
    assert.deepEqual(
      gathered.tool_calls.map((call) => call.args.city),
      cities,
    )
  },
  'the turn with the results of the tools': async () => {
    const said = await model('calls').bindTools([weather]).invoke(ask)
    const results = said.tool_calls.map((call) => new ToolMessage({ tool_call_id: call.id, content: '21 degrees' }))
    const quoted = new AIMessage({ content: said.content, tool_calls: said.tool_calls })
    const reply = await model('text').bindTools([weather]).invoke([new HumanMessage(ask), quoted, ...results])
    assert.equal(reply.content, text)
  },
  'JSON by a schema': async () => {
    const bound = model('json').withStructuredOutput({ ...schema, title: 'weather' }, { method: 'jsonSchema' })
    assert.deepEqual(await bound.invoke(ask), json)
  },
  'the Responses API': async () => {
    const reply = await new ChatOpenAI({
      model: 'text',
      apiKey: 'any',
      maxRetries: 0,
      configuration,
      useResponsesApi: true,
    }).invoke(ask)
    assert.equal(reply.text, text)
  },
  'embeddings': async () => {
    const vectors = await new OpenAIEmbeddings({
      model: 'local/all-minilm-l6-v2',
      apiKey: 'any',
      configuration,
    }).embedDocuments(['a cat', 'a kitten'])
    assert.equal(vectors[0].length, 384)
  },
  'a refusal for too many requests': async () => {
    await assert.rejects(model('limited').invoke(ask), (error) => error.status === 429)
  },
})
