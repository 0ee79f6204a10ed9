namespace Kube.Node.Proxy;

/// <summary>How services are served.</summary>
public enum ProxyMode
{
    /// <summary>Through sockets of this process, on addresses that are added to the loopback interface. Clients are seen with the host's address.</summary>
    Userspace,

    /// <summary>By rules of the kernel (nftables), which takes the right to administer the network. Works for any number of nodes.</summary>
    Nftables,
}
