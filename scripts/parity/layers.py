"""Computes every layer with PyTorch, in double precision: outputs, moving averages and gradients for fixed inputs.

    python3 scripts/parity/layers.py > test/shared/layers/parity.json

Needs torch (made with 2.13.0). test/shared/layers/parity.test.ts holds the studio's layers against the result. Gradients are
those of sum(output * cotangent). Layouts are the studio's: images [batch, height, width, channels], dense kernels
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
}
cases = []


def draw(*shape):
    # Rounded to what float32 holds, so that both sides start from the same numbers.
    return torch.randn(*shape).float().double()


def plain(tensor):
    return {'shape': list(tensor.shape), 'data': [float(f'{value:.9g}') for value in tensor.detach().reshape(-1).tolist()]}


def case(name, layer, parameters, inputs, weights, run, training=True, random=None):
    """run(inputs, weights) gives the output, or the output and the new values of non-trainable weights."""
    for value in [*inputs.values(), *weights.values()]:
        value.requires_grad_(True)
    result = run(inputs, weights)
    output, updates = result if isinstance(result, tuple) else (result, {})
    cotangent = draw(*output.shape)
    (output * cotangent).sum().backward()
    cases.append({
        'name': name, 'layer': layer, 'parameters': parameters, 'training': training,
        'inputs': {key: plain(value) for key, value in inputs.items()},
        'weights': {key: plain(value) for key, value in weights.items()},
        'random': None if random is None else plain(random),
        'output': plain(output), 'cotangent': plain(cotangent),
        'updates': {key: plain(value) for key, value in updates.items()},
        'inputGradients': {key: plain(value.grad) for key, value in inputs.items()},
        'weightGradients': {key: plain(value.grad) for key, value in weights.items() if value.grad is not None},
    })


def nchw(image):
    return image.permute(0, 3, 1, 2)


def nhwc(image):
    return image.permute(0, 2, 3, 1)


def convolution(x, kernel, bias, stride, padding, activation):
    pads = [0, 0, 0, 0]
    if padding == 'same':
        for axis, (extent, size, step) in enumerate(zip(x.shape[1:3], kernel.shape[:2], stride)):
            total = max((math.ceil(extent / step) - 1) * step + size - extent, 0)
            pads[2 * (1 - axis)], pads[2 * (1 - axis) + 1] = total // 2, total - total // 2
    y = F.conv2d(F.pad(nchw(x), pads), kernel.permute(3, 2, 0, 1), bias, stride)
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

        def normalise(i, w, training=training):
            x, momentum = i['input'], 0.9
            axes = list(range(x.dim() - 1))
            mean, variance = (x.mean(axes), x.var(axes, unbiased=False)) if training else (w['movingMean'], w['movingVariance'])
            # The moving averages are no parameters to PyTorch: batch_norm itself is asked for the output.
            flat = x.reshape(-1, 3)
            y = F.batch_norm(flat, None if training else w['movingMean'].detach(), None if training else w['movingVariance'].detach(),
                             w['gamma'], w['beta'], training, 0, 0.001).reshape(x.shape)
            if not training:
                return y
            return y, {'movingMean': momentum * w['movingMean'] + (1 - momentum) * mean,
                       'movingVariance': momentum * w['movingVariance'] + (1 - momentum) * variance}

        case(f'batch-normalisation of {len(shape)} axes, {"training" if training else "testing"}', 'batch-normalisation', {'momentum': 0.9, 'epsilon': 0.001},
             {'input': draw(*shape)}, {'gamma': draw(3), 'beta': draw(3), **moving}, normalise, training=training)

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

print('{\n "torch": ' + json.dumps(torch.__version__.split('+')[0]) + ',\n "cases": [\n' + ',\n'.join('  ' + json.dumps(each) for each in cases) + '\n ]\n}')
