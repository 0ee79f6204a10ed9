using System.CommandLine;
using System.Net;

namespace Kube.Samples.Cluster;

/// <summary>The command line: kube-apiserver's names where it has one.</summary>
internal static class Flags
{
    public static readonly Option<string> DataDirectory = new("--data-dir")
    {
        Description = "Directory of the store, the certificates and admin.kubeconfig; made when missing.",
        DefaultValueFactory = _ => "./.kube-cluster",
        HelpName = "DIR",
    };

    public static readonly Option<int> SecurePort = new("--secure-port")
    {
        Description = "Port to serve HTTPS on; 0 takes a free one.",
        DefaultValueFactory = _ => 6443,
        HelpName = "PORT",
    };

    public static readonly Option<IPAddress> BindAddress = Address("--bind-address", "Address to serve on; 0.0.0.0 for every one of the machine.", IPAddress.Loopback);

    public static readonly Option<IPAddress?> AdvertiseAddress = Address<IPAddress?>("--advertise-address", "Address that others reach the server at. Default: the bind address.", null);

    public static readonly Option<IPNetwork> ServiceClusterIPRange = new("--service-cluster-ip-range")
    {
        Description = "Range of the addresses that services get.",
        DefaultValueFactory = _ => IPNetwork.Parse("10.96.0.0/16"),
        CustomParser = result => Parse(result, text => IPNetwork.Parse(text)),
        HelpName = "CIDR",
    };

    public static readonly Option<string?> TokenAuthFile = new("--token-auth-file")
    {
        Description = "File of static tokens: token,user,uid,\"group1,group2\" per line.",
        HelpName = "CSV",
    };

    private static readonly Option[] All = [DataDirectory, SecurePort, BindAddress, AdvertiseAddress, ServiceClusterIPRange, TokenAuthFile];

    public static RootCommand Command()
    {
        var command = new RootCommand("A Kubernetes API server with its own store, in one process.");
        foreach (var option in All) command.Options.Add(option);
        return command;
    }

    public static ClusterOptions Read(ParseResult flags) => new()
    {
        DataDirectory = flags.GetValue(DataDirectory)!,
        SecurePort = flags.GetValue(SecurePort),
        BindAddress = flags.GetValue(BindAddress)!,
        AdvertiseAddress = flags.GetValue(AdvertiseAddress),
        ServiceClusterIPRange = flags.GetValue(ServiceClusterIPRange),
        TokenAuthFile = flags.GetValue(TokenAuthFile),
    };

    private static Option<IPAddress> Address(string name, string description, IPAddress value) => Address<IPAddress>(name, description, value);

    private static Option<T> Address<T>(string name, string description, T value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, text => (T)(object)IPAddress.Parse(text)),
        HelpName = "IP",
    };

    private static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, Func<string, T> parse)
    {
        var text = result.Tokens.Single().Value;
        try
        {
            return parse(text);
        }
        catch (FormatException)
        {
            result.AddError($"'{text}' is not right for {((System.CommandLine.Parsing.OptionResult)result.Parent!).IdentifierToken?.Value}.");
            return default;
        }
    }
}
