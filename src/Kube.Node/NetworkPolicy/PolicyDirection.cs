namespace Kube.Node.NetworkPolicy;

/// <summary>Which way a policy's traffic goes, seen from the pods that it is about.</summary>
internal enum PolicyDirection
{
    /// <summary>To them.</summary>
    Ingress,

    /// <summary>From them.</summary>
    Egress,
}
