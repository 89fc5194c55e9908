import assert from 'node:assert/strict'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, embedMany, generateObject, generateText, jsonSchema, streamText, tool } from 'ai'
import { ask, check, cities, input, json, origin, output, schema, text, thought } from './said.mjs'

const router = createOpenAICompatible({
  name: 'router',
  baseURL: `${origin}/v1`,
  apiKey: 'any',
  supportsStructuredOutputs: true,
  includeUsage: true,
})
const weather = tool({
  description: 'the weather in a city',
  inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
})

await check({
  'a whole reply': async () => {
    const reply = await generateText({ model: router('text'), prompt: ask, maxRetries: 0 })
    assert.equal(reply.text, text)
    assert.equal(reply.finishReason, 'stop')
    assert.equal(reply.usage.inputTokens, input)
    assert.equal(reply.usage.outputTokens, output)
  },
  'a stream': async () => {
    const pieces = []
    const reply = streamText({ model: router('text'), prompt: ask, maxRetries: 0 })
    for await (const piece of reply.textStream) {
      pieces.push(piece)
    }
    assert.equal(pieces.join(''), text)
    assert.equal((await reply.usage).inputTokens, input)
  },
  'thoughts, streamed': async () => {
    const reply = streamText({ model: router('reasoning'), prompt: ask, maxRetries: 0 })
    assert.equal(await reply.text, text)
    assert.equal(await reply.reasoningText, thought)
  },
  'parallel calls of a tool, whole and streamed': async () => {
    const asked = { model: router('calls'), prompt: ask, tools: { weather }, maxRetries: 0 }
    const whole = await generateText(asked)
    assert.deepEqual(
      whole.toolCalls.map((call) => call.input.city),
      cities,
    )
    const streamed = await streamText(asked).toolCalls
    assert.deepEqual(
      streamed.map((call) => call.input.city),
      cities,
    )
    assert.equal(new Set(streamed.map((call) => call.toolCallId)).size, 2)
  },
  'an object by a schema': async () => {
    const reply = await generateObject({
      model: router('json'),
      prompt: ask,
      schema: jsonSchema(schema),
      maxRetries: 0,
    })
    assert.deepEqual(reply.object, json)
  },
  'embeddings': async () => {
    const reply = await embedMany({
      model: router.textEmbeddingModel('local/all-minilm-l6-v2'),
      values: ['a cat', 'a kitten'],
    })
    assert.equal(reply.embeddings[1].length, 384)
  },
  'a refusal for too many requests': async () => {
    await assert.rejects(generateText({ model: router('limited'), prompt: ask, maxRetries: 0 }), (error) => {
      assert.ok(APICallError.isInstance(error))
      assert.equal(error.statusCode, 429)
      return true
    })
  },
})
