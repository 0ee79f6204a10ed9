namespace Kube.Node.Errors;

/// <summary>The image cannot be had; the agent shows <c>ErrImagePull</c>, then <c>ImagePullBackOff</c>.</summary>
/// <param name="image">The normalised name.</param>
/// <param name="cause">Why, and what to do.</param>
public sealed class ImagePullException(string image, string cause)
    : NodeException($"failed to pull and unpack image \"{image}\": {cause}")
{
    /// <summary>The normalised name.</summary>
    public string Image { get; } = image;

    /// <summary>Why, and what to do, without the name.</summary>
    public string Cause { get; } = cause;
}
