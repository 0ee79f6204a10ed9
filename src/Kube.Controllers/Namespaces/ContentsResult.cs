namespace Kube.Controllers.Namespaces;

/// <param name="Wait">After how long another look is worth while; zero: nothing is known to need time.</param>
/// <param name="Failed">Something could not be deleted or looked at.</param>
internal readonly record struct ContentsResult(TimeSpan Wait, bool Failed)
{
    public ContentsResult And(ContentsResult other) => new(Wait > other.Wait ? Wait : other.Wait, Failed || other.Failed);
}
