namespace Kube.Controllers.NodeLifecycle;

/// <summary>How a zone is.</summary>
internal enum ZoneState
{
    /// <summary>Most of it is ready.</summary>
    Normal,

    /// <summary>Much of it is not.</summary>
    PartialDisruption,

    /// <summary>None of it is ready.</summary>
    FullDisruption,
}
