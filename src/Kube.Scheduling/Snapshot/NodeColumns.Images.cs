using Kube.Api.Models;

namespace Kube.Scheduling.Snapshot;

internal sealed partial class NodeColumns
{
    private readonly Dictionary<string, Dictionary<int, long>> _images = [];
    private readonly Dictionary<int, List<V1ContainerImage>> _imagesOf = [];

    /// <summary>The size of an image on the rows that have it; null when none has.</summary>
    public IReadOnlyDictionary<int, long>? ImageSizes(string image) => _images.GetValueOrDefault(image);

    private void SetImages(int row, V1Node? node)
    {
        var old = _imagesOf.GetValueOrDefault(row);
        var current = node?.Status?.Images;
        if (ReferenceEquals(old, current)) return;
        foreach (var name in Names(old))
        {
            if (!_images.TryGetValue(name, out var sizes)) continue;
            sizes.Remove(row);
            if (sizes.Count == 0) _images.Remove(name);
        }

        if (current is null) _imagesOf.Remove(row);
        else _imagesOf[row] = current;
        foreach (var image in current ?? [])
        {
            foreach (var name in image.Names ?? [])
            {
                if (!_images.TryGetValue(name, out var sizes)) _images.Add(name, sizes = []);
                sizes[row] = image.SizeBytes ?? 0;
            }
        }
    }

    private static IEnumerable<string> Names(List<V1ContainerImage>? images) => (images ?? []).SelectMany(static image => image.Names ?? []);
}
