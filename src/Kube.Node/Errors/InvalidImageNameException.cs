namespace Kube.Node.Errors;

/// <summary>The image reference cannot be parsed; the agent shows <c>InvalidImageName</c>.</summary>
/// <param name="image">The name as given.</param>
public sealed class InvalidImageNameException(string image)
    : NodeException($"couldn't parse image name \"{image}\": invalid reference format")
{
    /// <summary>The name as given.</summary>
    public string Image { get; } = image;
}
