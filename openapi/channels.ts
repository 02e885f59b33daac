// Routes of channels: the receivers of notices.
import { createRoute } from '@hono/zod-openapi';
import { Notice } from './schemas/alert.ts';
import { Channel, ChannelInput, ChannelPatch, Channels } from './schemas/channel.ts';
import { IdParams, idempotencyHeaders, json, locationHeaders } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Notifications'];

export const channelRoutes = {
  listChannels: createRoute({
    operationId: 'listChannels',
    method: 'get',
    path: '/channels',
    tags,
    summary: 'List the channels',
    description: 'Oldest first, up to 100. Secrets are never returned.',
    responses: { 200: { description: 'The channels.', content: json(Channels) }, ...problems() },
  }),
  createChannel: createRoute({
    operationId: 'createChannel',
    method: 'post',
    path: '/channels',
    tags,
    summary: 'Create a channel',
    description: 'Stores a receiver of notices. `POST /channels/{id}/test` sends a test to it.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(ChannelInput) } },
    responses: {
      201: { description: 'The stored channel.', headers: locationHeaders, content: json(Channel) },
      ...problems(409, 413, 415, 422),
    },
  }),
  getChannel: createRoute({
    operationId: 'getChannel',
    method: 'get',
    path: '/channels/{id}',
    tags,
    summary: 'Get a channel',
    request: { params: IdParams },
    responses: { 200: { description: 'The channel.', content: json(Channel) }, ...problems(404) },
  }),
  updateChannel: createRoute({
    operationId: 'updateChannel',
    method: 'patch',
    path: '/channels/{id}',
    tags,
    summary: 'Update a channel',
    description: 'Omitted fields keep their values. The type does not change.',
    request: { params: IdParams, body: { required: true, content: json(ChannelPatch) } },
    responses: {
      200: { description: 'The stored channel.', content: json(Channel) },
      ...problems(404, 413, 415, 422),
    },
  }),
  deleteChannel: createRoute({
    operationId: 'deleteChannel',
    method: 'delete',
    path: '/channels/{id}',
    tags,
    summary: 'Delete a channel',
    description: 'Refused with 409 while a rule notifies the channel. Its queued notices fail.',
    request: { params: IdParams },
    responses: { 204: { description: 'The channel is deleted.' }, ...problems(404, 409) },
  }),
  testChannel: createRoute({
    operationId: 'testChannel',
    method: 'post',
    path: '/channels/{id}/test',
    tags,
    summary: 'Send a test to a channel',
    description:
      'Sends a test message at once, with a time limit of 15 seconds and without a retry, and returns the notice with its outcome.',
    request: { params: IdParams },
    responses: {
      200: { description: 'The notice: `sent`, or `failed` with its error.', content: json(Notice) },
      ...problems(404, 422),
    },
  }),
};
