namespace Kube.Node.Errors;

/// <summary>The image is not on this node; pull it first.</summary>
/// <param name="image">The normalised name.</param>
public sealed class ImageNotFoundException(string image) : NodeException($"image \"{image}\": not found")
{
    /// <summary>The normalised name.</summary>
    public string Image { get; } = image;
}
