using Kube.Api.Models;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Pods;

/// <summary>Makes <see cref="PodInfo"/>s, finding the shape that a pod shares with others by a key that is written from its specification.
/// Used by the scheduling loop alone.</summary>
internal sealed class PodShapes
{
    private const int Remembered = 16_384;

    private readonly Dictionary<string, PodShape> _shapes = [];
    private readonly Dictionary<string, PodShape>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly ShapeKey _key = new();

    public PodShapes() => _lookup = _shapes.GetAlternateLookup<ReadOnlySpan<char>>();

    public PodInfo Info(V1Pod pod)
    {
        var key = _key.Write(pod);
        if (_lookup.TryGetValue(key, out var shape)) return new(pod, shape);
        // Forgetting a shape costs no more than working it out again for the next pod that has it.
        if (_shapes.Count >= Remembered) _shapes.Clear();
        shape = new(pod);
        _shapes.Add(key.ToString(), shape);
        return new(pod, shape);
    }
}
