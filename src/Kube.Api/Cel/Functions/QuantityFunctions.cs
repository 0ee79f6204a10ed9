using System.Numerics;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Models;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' quantity library.</summary>
internal static class QuantityFunctions
{
    private const string Malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static readonly CelType s_quantity = Opaque("kubernetes.Quantity");

    private static readonly CelTextType<ResourceQuantity> s_text = new(s_quantity, static text => ResourceQuantity.TryParse(text, out var parsed) ? Make(parsed!) : new CelError(Malformed));

    public static void AddTo(CelFunctions functions)
    {
        s_text.AddTo(functions, "quantity", "isQuantity");
        s_text.AddMember(functions, "isInteger", CelType.Bool, quantity => CelBool.Of(IsInteger(quantity)));
        s_text.AddMember(functions, "asInteger", Int, quantity => IsInteger(quantity) ? CelInt.Of(quantity.Value) : new CelError("cannot convert value to integer"));
        s_text.AddMember(functions, "asApproximateFloat", CelType.Double, quantity => new CelDouble(quantity.ToDouble()));
        // A function and no member, whatever the documentation says.
        functions.Add("sign", [s_quantity], Int, args => CelInt.Of(CelTextType<ResourceQuantity>.Of(args[0]).Sign));
        s_text.AddOrder(functions, (one, other) => one.CompareTo(other));
        s_text.AddMember(functions, "add", s_quantity, (one, other) => Make(one + other));
        functions.AddMember("add", [s_quantity, Int], s_quantity, args => Make(CelTextType<ResourceQuantity>.Of(args[0]) + ResourceQuantity.FromUnits(((CelInt)args[1]).Value)));
        s_text.AddMember(functions, "sub", s_quantity, (one, other) => Make(one - other));
        functions.AddMember("sub", [s_quantity, Int], s_quantity, args => Make(CelTextType<ResourceQuantity>.Of(args[0]) - ResourceQuantity.FromUnits(((CelInt)args[1]).Value)));
    }

    private static CelOpaque<ResourceQuantity> Make(ResourceQuantity quantity) => new(s_quantity, quantity);

    // An integer that Go's int64 holds.
    private static bool IsInteger(ResourceQuantity quantity) => quantity.IsInteger && BigInteger.Abs((BigInteger)quantity.ToDouble()) <= long.MaxValue;
}
