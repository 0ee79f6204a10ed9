using Kube.Node.Status;

namespace Kube.Node.Images;

/// <summary>An image on the node, or why it is not.</summary>
/// <param name="Reference">By which the runtime knows it; empty when it is not there.</param>
/// <param name="Failure">Why not.</param>
/// <param name="RetryAfter">When trying again makes sense.</param>
internal sealed record ImageResult(string Reference, StartFailure? Failure, TimeSpan RetryAfter)
{
    public static ImageResult Found(string reference) => new(reference, null, TimeSpan.Zero);

    public static ImageResult Failed(string reason, string message, TimeSpan retryAfter = default) =>
        new("", new(reason, message), retryAfter > TimeSpan.Zero ? retryAfter : TimeSpan.FromSeconds(10));
}
