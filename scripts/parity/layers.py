"""Computes every layer with PyTorch, in double precision: outputs, moving averages, gradients and second gradients for fixed inputs.

    python3 scripts/parity/layers.py > test/shared/layers/parity.json

Needs torch (made with 2.13.0). test/shared/layers/parity.test.ts holds the studio's layers against the result. Gradients are
those of sum(output * cotangent) =: S; second gradients are those of sum(dS/d(inputs) * direction), which is what a gradient penalty
differentiates. They are null where the studio has none and says so. Layouts are the studio's: images [batch, height, width, channels], dense kernels
[inputs, units], convolution kernels [height, width, in, out], transposed ones [height, width, out, in].
"""
import json
import math

import torch
import torch.nn.functional as F

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {
    'linear': lambda v: v,
    'relu': F.relu,
    'leaky-relu': lambda v: F.leaky_relu(v, 0.2),
    'elu': F.elu,
    'tanh': torch.tanh,
    'sigmoid': torch.sigmoid,
    'softplus': F.softplus,
    'selu': F.selu,
    'gelu': F.gelu,
    'silu': F.silu,
    'softmax': lambda v: torch.softmax(v, -1),
    # By PyTorch's own formulas: its fused operations have no second gradient.
    'hard-sigmoid': lambda v: F.relu6(v + 3) / 6,
    'hard-silu': lambda v: v * F.relu6(v + 3) / 6,
    'hard-tanh': F.hardtanh,
}
# The studio says itself that a gradient penalty cannot pass through these.
WITHOUT_SECOND = {'max-pool-2d'}
cases = []


def draw(*shape):
    # Rounded to what float32 holds, so that both sides start from the same numbers.
    return torch.randn(*shape).float().double()


def plain(tensor):
    return {'shape': list(tensor.shape), 'data': [float(f'{value:.9g}') for value in tensor.detach().reshape(-1).tolist()]}


def gradients(of, values, create_graph=False):
    """Zeros where a value has no part in `of`."""
    if not of.requires_grad:
        return [torch.zeros_like(value) for value in values]
    found = torch.autograd.grad(of, values, retain_graph=True, create_graph=create_graph, allow_unused=True)
    return [torch.zeros_like(value) if each is None else each for value, each in zip(values, found)]


def case(name, layer, parameters, inputs, weights, run, training=True, random=None, state=None):
    """run(inputs, weights, and state where there is some) gives the output, or the output and the new values of the state."""
    for value in [*inputs.values(), *weights.values()]:
        value.requires_grad_(True)
    result = run(inputs, weights) if state is None else run(inputs, weights, state)
    output, updates = result if isinstance(result, tuple) else (result, {})
    cotangent = draw(*output.shape)
    total = (output * cotangent).sum()
    values = [*inputs.values(), *weights.values()]
    first = gradients(total, values, create_graph=True)
    directions = {key: draw(*value.shape) for key, value in inputs.items()}
    second = None
    if layer not in WITHOUT_SECOND:
        along = sum((gradient * direction).sum() for gradient, direction in zip(first, directions.values()))
        second = gradients(along, values)
    cases.append({
        'name': name, 'layer': layer, 'parameters': parameters, 'training': training,
        'inputs': {key: plain(value) for key, value in inputs.items()},
        'weights': {key: plain(value) for key, value in {**weights, **(state or {})}.items()},
        'random': None if random is None else plain(random),
        'output': plain(output), 'cotangent': plain(cotangent),
        'updates': {key: plain(value) for key, value in updates.items()},
        'inputGradients': {key: plain(value) for key, value in zip(inputs, first)},
        'weightGradients': {key: plain(value) for key, value in zip(weights, first[len(inputs):])},
        'directions': None if second is None else {key: plain(value) for key, value in directions.items()},
        'secondGradients': None if second is None else {key: plain(value) for key, value in zip([*inputs, *weights], second)},
    })


def nchw(image):
    return image.permute(0, 3, 1, 2)


def nhwc(image):
    return image.permute(0, 2, 3, 1)


def same_pads(extents, window, stride, padding):
    """In the order of F.pad: last axis first."""
    pads = []
    for extent, size, step in reversed(list(zip(extents, window, stride))):
        total = max((math.ceil(extent / step) - 1) * step + size - extent, 0) if padding == 'same' else 0
        pads += [total // 2, total - total // 2]
    return pads


def convolution(x, kernel, bias, stride, padding, activation, dilation=1, groups=1):
    """kernel [height, width, in of a group, out]."""
    spans = [(size - 1) * dilation + 1 for size in kernel.shape[:2]]
    padded = F.pad(nchw(x), same_pads(x.shape[1:3], spans, stride, padding))
    y = F.conv2d(padded, kernel.permute(3, 2, 0, 1), bias, stride, 0, dilation, groups)
    return ACTIVATIONS[activation](nhwc(y))


def transposed(x, kernel, bias, stride, padding, activation):
    y = F.conv_transpose2d(nchw(x), kernel.permute(3, 2, 0, 1), None, stride)
    for axis, (extent, size, step) in enumerate(zip(x.shape[1:3], kernel.shape[:2], stride)):
        wanted = extent * step + (max(size - step, 0) if padding == 'valid' else 0)
        before = max(size - step, 0) // 2 if padding == 'same' else 0
        missing = max(before + wanted - y.shape[2 + axis], 0)
        y = F.pad(y, [0, 0, 0, missing] if axis == 0 else [0, missing, 0, 0]).narrow(2 + axis, before, wanted)
    return ACTIVATIONS[activation](nhwc(y + bias.reshape(1, -1, 1, 1)))


for kind, function in ACTIVATIONS.items():
    case(f'dense, {kind}', 'dense', {'units': 3, 'activation': kind}, {'input': draw(4, 5)}, {'kernel': draw(5, 3), 'bias': draw(3)},
         lambda i, w, function=function: function(i['input'] @ w['kernel'] + w['bias']))
    case(f'activation, {kind}', 'activation', {'kind': kind}, {'input': draw(3, 2, 2, 2)}, {}, lambda i, w, function=function: function(i['input']))
case('dense without bias', 'dense', {'units': 2, 'activation': 'linear', 'bias': False}, {'input': draw(2, 3)}, {'kernel': draw(3, 2)},
     lambda i, w: i['input'] @ w['kernel'])

for size, kernel, stride, padding in [((5, 4), (3, 3), (1, 1), 'same'), ((6, 5), (3, 2), (2, 2), 'same'), ((5, 6), (4, 3), (2, 1), 'same'),
                                      ((5, 5), (3, 3), (1, 2), 'valid'), ((4, 4), (1, 1), (3, 3), 'same')]:
    shape = {'filters': 3, 'kernel': list(kernel), 'stride': list(stride), 'padding': padding}
    words = f'{kernel[0]}x{kernel[1]}, stride {stride[0]}x{stride[1]}, {padding}, on {size[0]}x{size[1]}'
    case(f'conv-2d {words}', 'conv-2d', {**shape, 'activation': 'tanh'}, {'input': draw(2, *size, 2)}, {'kernel': draw(*kernel, 2, 3), 'bias': draw(3)},
         lambda i, w, stride=stride, padding=padding: convolution(i['input'], w['kernel'], w['bias'], stride, padding, 'tanh'))
    case(f'conv-2d-transpose {words}', 'conv-2d-transpose', {**shape, 'activation': 'sigmoid'}, {'input': draw(2, *size, 2)},
         {'kernel': draw(*kernel, 3, 2), 'bias': draw(3)},
         lambda i, w, stride=stride, padding=padding: transposed(i['input'], w['kernel'], w['bias'], stride, padding, 'sigmoid'))

for shape in [(6, 3), (3, 2, 2, 3)]:
    for training in [True, False]:
        moving = {'movingMean': draw(3), 'movingVariance': draw(3).abs() + 0.5}

        def normalise(i, w, s, training=training):
            x, momentum = i['input'], 0.9
            axes = list(range(x.dim() - 1))
            mean, variance = (x.mean(axes), x.var(axes, unbiased=False)) if training else (s['movingMean'], s['movingVariance'])
            flat = x.reshape(-1, 3)
            y = F.batch_norm(flat, None if training else s['movingMean'], None if training else s['movingVariance'],
                             w['gamma'], w['beta'], training, 0, 0.001).reshape(x.shape)
            if not training:
                return y
            return y, {'movingMean': momentum * s['movingMean'] + (1 - momentum) * mean,
                       'movingVariance': momentum * s['movingVariance'] + (1 - momentum) * variance}

        case(f'batch-normalisation of {len(shape)} axes, {"training" if training else "testing"}', 'batch-normalisation', {'momentum': 0.9, 'epsilon': 0.001},
             {'input': draw(*shape)}, {'gamma': draw(3), 'beta': draw(3)}, normalise, training=training, state=moving)

uniform = torch.rand(4, 5).float().double()
case('dropout, training', 'dropout', {'rate': 0.4}, {'input': draw(4, 5)}, {}, lambda i, w: i['input'] * (uniform >= 0.4) / 0.6, random=uniform)
case('dropout, testing', 'dropout', {'rate': 0.4}, {'input': draw(4, 5)}, {}, lambda i, w: i['input'] * 1, training=False, random=uniform)
noise = draw(4, 3)
for training in [True, False]:
    case(f'gaussian-latent, {"training" if training else "testing"}', 'gaussian-latent', {}, {'mean': draw(4, 3), 'logVariance': draw(4, 3)}, {},
         lambda i, w: i['mean'] + torch.exp(i['logVariance'] / 2) * noise, training=training, random=noise)
case('flatten', 'flatten', {}, {'input': draw(2, 3, 2, 2)}, {}, lambda i, w: i['input'].reshape(2, -1))
case('reshape', 'reshape', {'target': [2, 3, 2]}, {'input': draw(2, 12)}, {}, lambda i, w: i['input'].reshape(2, 2, 3, 2))
for kind in ['linear', 'sigmoid', 'tanh']:
    case(f'output, {kind}', 'output', {'activation': kind}, {'input': draw(2, 4)}, {}, lambda i, w, kind=kind: ACTIVATIONS[kind](i['input']))

for size, kernel, dilation, padding in [((7, 6), (3, 3), 2, 'same'), ((8, 7), (3, 2), 3, 'valid'), ((5, 5), (2, 2), 2, 'same')]:
    case(f'conv-2d {kernel[0]}x{kernel[1]}, dilation {dilation}, {padding}, on {size[0]}x{size[1]}', 'conv-2d',
         {'filters': 2, 'kernel': list(kernel), 'dilation': dilation, 'padding': padding, 'activation': 'tanh'},
         {'input': draw(2, *size, 2)}, {'kernel': draw(*kernel, 2, 2), 'bias': draw(2)},
         lambda i, w, dilation=dilation, padding=padding: convolution(i['input'], w['kernel'], w['bias'], (1, 1), padding, 'tanh', dilation))


def spectral(kernel, vector, output_axis):
    """Miyato et al. 2018, algorithm 1: one step of the power method, u and v without a gradient."""
    matrix = kernel.movedim(output_axis, -1).reshape(-1, kernel.shape[output_axis])
    with torch.no_grad():
        v = F.normalize(matrix @ vector, dim=0)
        u = F.normalize(matrix.T @ v, dim=0)
    return kernel / (v @ matrix @ u), u


def spectral_case(name, layer, parameters, inputs, weights, run, output_axis, outputs):
    for training in [True, False]:
        def normalised(i, w, s, training=training):
            kernel, u = spectral(w['kernel'], s['spectralVector'], output_axis)
            output = run(i, {**w, 'kernel': kernel})
            return (output, {'spectralVector': u}) if training else output
        case(f'{name}, spectral normalisation, {"training" if training else "testing"}', layer, {**parameters, 'spectralNormalisation': True},
             {key: draw(*value) for key, value in inputs.items()}, {key: draw(*value) for key, value in weights.items()}, normalised,
             training=training, state={'spectralVector': draw(outputs)})


spectral_case('dense', 'dense', {'units': 3, 'activation': 'tanh'}, {'input': (4, 5)}, {'kernel': (5, 3), 'bias': (3,)},
              lambda i, w: torch.tanh(i['input'] @ w['kernel'] + w['bias']), 1, 3)
spectral_case('conv-2d', 'conv-2d', {'filters': 3, 'kernel': [3, 2], 'activation': 'tanh'}, {'input': (2, 4, 3, 2)}, {'kernel': (3, 2, 2, 3), 'bias': (3,)},
              lambda i, w: convolution(i['input'], w['kernel'], w['bias'], (1, 1), 'same', 'tanh'), 3, 3)
spectral_case('conv-2d-transpose', 'conv-2d-transpose', {'filters': 3, 'kernel': [3, 2], 'stride': [2, 2], 'activation': 'tanh'}, {'input': (2, 3, 2, 2)},
              {'kernel': (3, 2, 3, 2), 'bias': (3,)}, lambda i, w: transposed(i['input'], w['kernel'], w['bias'], (2, 2), 'same', 'tanh'), 2, 3)


def convolution_1d(x, kernel, bias, stride, padding, dilation):
    spans = [(kernel.shape[0] - 1) * dilation + 1]
    padded = F.pad(x.permute(0, 2, 1), same_pads(x.shape[1:2], spans, [stride], padding))
    return torch.tanh(F.conv1d(padded, kernel.permute(2, 1, 0), bias, stride, 0, dilation).permute(0, 2, 1))


for steps, kernel, stride, dilation, padding in [(6, 3, 1, 1, 'same'), (7, 4, 2, 1, 'same'), (7, 3, 2, 1, 'valid'), (9, 3, 1, 2, 'same'), (9, 2, 1, 3, 'valid')]:
    case(f'conv-1d {kernel}, stride {stride}, dilation {dilation}, {padding}, on {steps}', 'conv-1d',
         {'filters': 3, 'kernel': kernel, 'stride': stride, 'dilation': dilation, 'padding': padding, 'activation': 'tanh'}, {'input': draw(2, steps, 2)},
         {'kernel': draw(kernel, 2, 3), 'bias': draw(3)},
         lambda i, w, stride=stride, padding=padding, dilation=dilation: convolution_1d(i['input'], w['kernel'], w['bias'], stride, padding, dilation))
for steps, kernel, stride, padding in [(4, 4, 2, 'same'), (3, 5, 2, 'valid'), (4, 2, 3, 'same')]:
    def transposed_1d(i, w, kernel=kernel, stride=stride, padding=padding):
        # A sequence is an image one pixel wide.
        image = transposed(i['input'].unsqueeze(2), w['kernel'].unsqueeze(1), w['bias'], (stride, 1), padding, 'tanh')
        return image.squeeze(2)
    case(f'conv-1d-transpose {kernel}, stride {stride}, {padding}, on {steps}', 'conv-1d-transpose',
         {'filters': 3, 'kernel': kernel, 'stride': stride, 'padding': padding, 'activation': 'tanh'}, {'input': draw(2, steps, 2)},
         {'kernel': draw(kernel, 3, 2), 'bias': draw(3)}, transposed_1d)


def depthwise_kernel(kernel):
    """[height, width, channels, multiplier] as [height, width, 1, channels * multiplier]."""
    return kernel.reshape(*kernel.shape[:2], 1, -1)


for size, kernel, multiplier, stride, dilation, padding in [((5, 4), (3, 3), 1, 1, 1, 'same'), ((6, 5), (3, 2), 2, 2, 1, 'same'), ((5, 5), (3, 3), 2, 1, 1, 'valid'),
                                                            ((6, 7), (3, 3), 1, 1, 2, 'same')]:
    settings = {'multiplier': multiplier, 'kernel': list(kernel), 'stride': stride, 'dilation': dilation, 'padding': padding, 'activation': 'tanh'}
    words = f'{kernel[0]}x{kernel[1]}, {multiplier} each, stride {stride}, dilation {dilation}, {padding}, on {size[0]}x{size[1]}'
    case(f'depthwise-conv-2d {words}', 'depthwise-conv-2d', settings, {'input': draw(2, *size, 3)}, {'kernel': draw(*kernel, 3, multiplier), 'bias': draw(3 * multiplier)},
         lambda i, w, stride=stride, dilation=dilation, padding=padding:
             convolution(i['input'], depthwise_kernel(w['kernel']), w['bias'], (stride, stride), padding, 'tanh', dilation, 3))
    case(f'separable-conv-2d {words}', 'separable-conv-2d', {**settings, 'filters': 2}, {'input': draw(2, *size, 3)},
         {'depthwiseKernel': draw(*kernel, 3, multiplier), 'kernel': draw(1, 1, 3 * multiplier, 2), 'bias': draw(2)},
         lambda i, w, stride=stride, dilation=dilation, padding=padding:
             convolution(convolution(i['input'], depthwise_kernel(w['depthwiseKernel']), None, (stride, stride), padding, 'linear', dilation, 3), w['kernel'], w['bias'], (1, 1), 'valid', 'tanh'))

for size, pool, stride, padding in [((4, 6), (2, 2), (2, 2), 'valid'), ((5, 5), (3, 2), (2, 1), 'valid'), ((5, 4), (3, 3), (2, 2), 'same')]:
    settings = {'pool': list(pool), 'stride': list(stride), 'padding': padding}
    words = f'{pool[0]}x{pool[1]}, stride {stride[0]}x{stride[1]}, {padding}, on {size[0]}x{size[1]}'
    pads = same_pads(size, pool, stride, padding)
    case(f'max-pool-2d {words}', 'max-pool-2d', settings, {'input': draw(2, *size, 2)}, {},
         lambda i, w, pool=pool, stride=stride, pads=pads: nhwc(F.max_pool2d(F.pad(nchw(i['input']), pads, value=-math.inf), pool, stride)))

    def average(i, w, pool=pool, stride=stride, pads=pads):
        # Places outside the image do not count.
        image = nchw(i['input'])
        share = F.avg_pool2d(F.pad(torch.ones_like(image), pads), pool, stride)
        return nhwc(F.avg_pool2d(F.pad(image, pads), pool, stride) / share)
    case(f'average-pool-2d {words}', 'average-pool-2d', settings, {'input': draw(2, *size, 2)}, {}, average)
for shape in [(2, 3, 4, 2), (2, 5, 3)]:
    case(f'global-pool of {len(shape)} axes, average', 'global-pool', {'kind': 'average'}, {'input': draw(*shape)}, {}, lambda i, w: i['input'].flatten(1, -2).mean(1))
    case(f'global-pool of {len(shape)} axes, max', 'global-pool', {'kind': 'max'}, {'input': draw(*shape)}, {}, lambda i, w: i['input'].flatten(1, -2).amax(1))
for factor in [(2, 2), (3, 1), (1, 2)]:
    for method in ['nearest', 'bilinear']:
        options = {} if method == 'nearest' else {'align_corners': False}
        case(f'upsample-2d {factor[0]}x{factor[1]}, {method}', 'upsample-2d', {'factor': list(factor), 'method': method}, {'input': draw(2, 3, 4, 2)}, {},
             lambda i, w, factor=factor, method=method, options=options: nhwc(F.interpolate(nchw(i['input']), scale_factor=factor, mode=method, **options)))
for factor in [2, 3]:
    case(f'pixel-shuffle {factor}', 'pixel-shuffle', {'factor': factor}, {'input': draw(2, 2, 3, 2 * factor * factor)}, {},
         lambda i, w, factor=factor: nhwc(F.pixel_shuffle(nchw(i['input']), factor)))
for fill in ['zeros', 'reflect']:
    mode = {'zeros': 'constant', 'reflect': 'reflect'}[fill]
    case(f'padding-2d, {fill}', 'padding-2d', {'top': 2, 'bottom': 1, 'left': 0, 'right': 3, 'fill': fill}, {'input': draw(2, 3, 4, 2)}, {},
         lambda i, w, mode=mode: nhwc(F.pad(nchw(i['input']), [0, 3, 2, 1], mode=mode)))
case('cropping-2d', 'cropping-2d', {'top': 1, 'bottom': 2, 'left': 0, 'right': 1}, {'input': draw(2, 5, 4, 2)}, {}, lambda i, w: i['input'][:, 1:3, 0:3])
for order, shape in [([2, 1], (2, 3, 4)), ([3, 1, 2], (2, 3, 4, 2))]:
    case(f'permute {order}', 'permute', {'order': order}, {'input': draw(*shape)}, {}, lambda i, w, order=order: i['input'].permute(0, *order))


def channels_first(function):
    """Runs a function of [batch, channels, ...] on [batch, ..., channels]."""
    return lambda x, *rest: function(x.movedim(-1, 1), *rest).movedim(1, -1)


for shape in [(3, 4), (2, 3, 2, 4)]:
    for over in ['example', 'channels']:
        def layer_norm(i, w, over=over):
            if over == 'channels':
                return F.layer_norm(i['input'], (4,), w['gamma'], w['beta'], 0.001)
            return channels_first(lambda x: F.group_norm(x, 1, w['gamma'], w['beta'], 0.001))(i['input'])
        case(f'layer-normalisation of {len(shape)} axes over {over}', 'layer-normalisation', {'over': over}, {'input': draw(*shape)}, {'gamma': draw(4), 'beta': draw(4)}, layer_norm)
    case(f'group-normalisation of {len(shape)} axes', 'group-normalisation', {'groups': 2, 'epsilon': 0.01}, {'input': draw(*shape)}, {'gamma': draw(4), 'beta': draw(4)},
         lambda i, w: channels_first(lambda x: F.group_norm(x, 2, w['gamma'], w['beta'], 0.01))(i['input']))
case('layer-normalisation without scale and offset', 'layer-normalisation', {'scaleAndOffset': False}, {'input': draw(3, 5)}, {}, lambda i, w: F.layer_norm(i['input'], (5,), None, None, 0.001))
for shape in [(2, 5, 3), (2, 3, 4, 3)]:
    case(f'instance-normalisation of {len(shape)} axes', 'instance-normalisation', {'epsilon': 0.001}, {'input': draw(*shape)}, {'gamma': draw(3), 'beta': draw(3)},
         lambda i, w: channels_first(lambda x: F.instance_norm(x, weight=w['gamma'], bias=w['beta'], eps=0.001))(i['input']))


def minibatch_deviation(group):
    """As in the authors' code: groups of `group` examples that lie batch / group apart."""
    def run(i, w):
        x = i['input']
        deviation = (x.reshape(group, -1, *x.shape[1:]).var(0, unbiased=False) + 1e-8).sqrt().flatten(1).mean(1)
        spread = deviation.repeat(group).reshape(-1, *[1] * (x.dim() - 1)).expand(*x.shape[:-1], 1)
        return torch.cat([x, spread], -1)
    return run


for shape, asked, group in [((4, 3), 4, 4), ((6, 2, 2, 3), 4, 3), ((4, 2, 3, 2), 2, 2)]:
    case(f'minibatch-standard-deviation of {shape}, groups of {asked}', 'minibatch-standard-deviation', {'groupSize': asked}, {'input': draw(*shape)}, {}, minibatch_deviation(group))

for shared in [True, False]:
    case(f'prelu, {"one slope" if shared else "per channel"}', 'prelu', {'perChannel': not shared}, {'input': draw(2, 3, 2, 3)}, {'alpha': draw(1 if shared else 3)},
         lambda i, w: channels_first(lambda x: F.prelu(x, w['alpha']))(i['input']))

uniform_channels = torch.rand(3, 1, 1, 4).float().double()
uniform_values = torch.rand(3, 2, 2, 2).float().double()
normal_values = draw(3, 2, 2, 2)
for training in [True, False]:
    words = 'training' if training else 'testing'
    on = 1 if training else 0
    case(f'spatial-dropout, {words}', 'spatial-dropout', {'rate': 0.4}, {'input': draw(3, 2, 2, 4)}, {},
         lambda i, w, training=training: i['input'] * (uniform_channels >= 0.4) / 0.6 if training else i['input'] * 1, training=training, random=uniform_channels)
    case(f'gaussian-noise, {words}', 'gaussian-noise', {'deviation': 0.3}, {'input': draw(3, 2, 2, 2)}, {},
         lambda i, w, on=on: i['input'] + on * 0.3 * normal_values, training=training, random=normal_values)
    case(f'masking-noise, {words}', 'masking-noise', {'rate': 0.4}, {'input': draw(3, 2, 2, 2)}, {},
         lambda i, w, training=training: i['input'] * (uniform_values >= 0.4) if training else i['input'] * 1, training=training, random=uniform_values)

    def salt_and_pepper(i, w, training=training):
        if not training:
            return i['input'] * 1
        low, high = torch.full_like(uniform_values, -1), torch.full_like(uniform_values, 2)
        return torch.where(uniform_values < 0.25, low, torch.where(uniform_values >= 0.75, high, i['input']))
    case(f'salt-and-pepper-noise, {words}', 'salt-and-pepper-noise', {'rate': 0.5, 'low': -1, 'high': 2}, {'input': draw(3, 2, 2, 2)}, {}, salt_and_pepper,
         training=training, random=uniform_values)

for name, join in [('add', lambda a, b: a + b), ('multiply', lambda a, b: a * b), ('average', lambda a, b: (a + b) / 2)]:
    case(f'{name}, one shape', name, {}, {'first': draw(2, 3, 2), 'second': draw(2, 3, 2)}, {}, lambda i, w, join=join: join(i['first'], i['second']))
    case(f'{name}, one number a channel', name, {}, {'first': draw(2, 3, 2, 4), 'second': draw(2, 4)}, {},
         lambda i, w, join=join: join(i['first'], i['second'][:, None, None, :]))
case('concatenate, last axis', 'concatenate', {}, {'first': draw(2, 3, 2, 2), 'second': draw(2, 3, 2, 3)}, {}, lambda i, w: torch.cat([i['first'], i['second']], -1))
case('concatenate, first axis', 'concatenate', {'along': 'first'}, {'first': draw(2, 3, 2), 'second': draw(2, 1, 2)}, {}, lambda i, w: torch.cat([i['first'], i['second']], 1))
case('label-concatenation on an image', 'label-concatenation', {}, {'input': draw(2, 3, 2, 2), 'label': draw(2, 3)}, {},
     lambda i, w: torch.cat([i['input'], i['label'][:, None, None, :].expand(2, 3, 2, 3)], -1))
case('label-concatenation on a vector', 'label-concatenation', {}, {'input': draw(2, 4), 'label': draw(2, 3)}, {}, lambda i, w: torch.cat([i['input'], i['label']], -1))

one_class, several = torch.tensor([[2.], [0.], [3.]]), torch.tensor([[1., 3.], [0., 1.]])
for words, classes in [('one class', one_class), ('several', several)]:
    case(f'one-hot, {words}', 'one-hot', {'classes': 4}, {'input': classes.clone().double()}, {},
         lambda i, w: F.one_hot(i['input'].long(), 4).double().squeeze(1) if i['input'].shape[1] == 1 else F.one_hot(i['input'].long(), 4).double())
    case(f'embedding, {words}', 'embedding', {'classes': 4, 'size': 3}, {'input': classes.clone().double()}, {'table': draw(4, 3)},
         lambda i, w: F.embedding(i['input'].long(), w['table']).squeeze(1) if i['input'].shape[1] == 1 else F.embedding(i['input'].long(), w['table']))

for gives in ['last', 'all']:
    def lstm(i, w, gives=gives):
        units = w['recurrentKernel'].shape[0]
        module = torch.nn.LSTM(i['input'].shape[2], units, batch_first=True)
        named = {'weight_ih_l0': w['kernel'].T, 'weight_hh_l0': w['recurrentKernel'].T, 'bias_ih_l0': w['bias'], 'bias_hh_l0': torch.zeros_like(w['bias'])}
        states, _ = torch.func.functional_call(module, named, (i['input'],))
        return states[:, -1] if gives == 'last' else states

    def gru(i, w, gives=gives):
        units = w['recurrentKernel'].shape[0]
        module = torch.nn.GRU(i['input'].shape[2], units, batch_first=True)
        named = {'weight_ih_l0': w['kernel'].T, 'weight_hh_l0': w['recurrentKernel'].T, 'bias_ih_l0': w['bias'], 'bias_hh_l0': w['recurrentBias']}
        states, _ = torch.func.functional_call(module, named, (i['input'],))
        return states[:, -1] if gives == 'last' else states

    case(f'lstm, {gives}', 'lstm', {'units': 3, 'gives': gives}, {'input': draw(2, 4, 2)}, {'kernel': draw(2, 12), 'recurrentKernel': draw(3, 12), 'bias': draw(12)}, lstm)
    case(f'gru, {gives}', 'gru', {'units': 3, 'gives': gives}, {'input': draw(2, 4, 2)},
         {'kernel': draw(2, 9), 'recurrentKernel': draw(3, 9), 'bias': draw(9), 'recurrentBias': draw(9)}, gru)


def self_attention(heads):
    def run(i, w):
        x = i['input'].flatten(1, -2)
        batch, places, channels = x.shape
        made = x @ w['kernel'] + w.get('bias', 0)
        query, key, value = (part.reshape(batch, places, heads, -1).transpose(1, 2) for part in made.chunk(3, -1))
        with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
            mixed = F.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(batch, places, channels)
        return (mixed @ w['outputKernel'] + w.get('outputBias', 0)).reshape(i['input'].shape)
    return run


for shape, heads in [((2, 3, 4), 1), ((2, 3, 4), 2), ((2, 2, 3, 4), 2)]:
    case(f'self-attention of {len(shape)} axes, {heads} heads', 'self-attention', {'heads': heads}, {'input': draw(*shape)},
         {'kernel': draw(4, 12), 'bias': draw(12), 'outputKernel': draw(4, 4), 'outputBias': draw(4)}, self_attention(heads))
case('self-attention without bias', 'self-attention', {'heads': 2, 'bias': False}, {'input': draw(2, 3, 4)}, {'kernel': draw(4, 12), 'outputKernel': draw(4, 4)}, self_attention(2))

case('learned-constant', 'learned-constant', {'target': [2, 3]}, {'input': draw(3, 4)}, {'constant': draw(2, 3)}, lambda i, w: w['constant'].expand(3, 2, 3))
case('gradient-stop', 'gradient-stop', {}, {'input': draw(2, 3)}, {}, lambda i, w: i['input'].detach() * 1)

print('{\n "torch": ' + json.dumps(torch.__version__.split('+')[0]) + ',\n "cases": [\n' + ',\n'.join('  ' + json.dumps(each) for each in cases) + '\n ]\n}')
