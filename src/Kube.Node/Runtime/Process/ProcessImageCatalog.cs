namespace Kube.Node.Runtime.Process;

/// <summary>The registered images; names without a tag stand for all tags.</summary>
internal sealed class ProcessImageCatalog : IProcessImageCatalog
{
    private readonly Dictionary<string, ProcessImage> _byName = new(StringComparer.Ordinal);

    public ProcessImageCatalog(IEnumerable<ProcessImage> images)
    {
        Images = [.. images.OrderBy(image => image.Name, StringComparer.Ordinal)];
        foreach (var image in Images)
        {
            var name = ImageName.Parse(image.Name);
            var isOneTag = image.Name.LastIndexOf(':') > image.Name.LastIndexOf('/');
            if (!_byName.TryAdd(isOneTag ? name.Full : name.Repository, image))
                throw new ArgumentException($"two images are registered as {image.Name}", nameof(images));
        }
    }

    public IReadOnlyList<ProcessImage> Images { get; }

    public ProcessImage? Find(string fullName) =>
        _byName.GetValueOrDefault(fullName) ?? (ImageName.TryParse(fullName, out var name) ? _byName.GetValueOrDefault(name.Repository) : null);
}
