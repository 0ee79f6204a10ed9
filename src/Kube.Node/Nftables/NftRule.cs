namespace Kube.Node.Nftables;

/// <summary>Writes the expressions of one rule, in the order in which they are looked at. Registers are numbered 0 to 15 and hold four bytes each.</summary>
internal sealed class NftRule(NftBatch batch)
{
    private const ushort Name = 1, Body = 2, Entry = 1;

    /// <summary>Loads a field of the network header.</summary>
    public NftRule Network(int register, int offset, int length) => Payload(register, 1, offset, length);

    /// <summary>Loads a field of the transport header.</summary>
    public NftRule Transport(int register, int offset, int length) => Payload(register, 2, offset, length);

    /// <summary>Loads the transport protocol.</summary>
    public NftRule Protocol(int register) => Meta(register, 16);

    /// <summary>Loads the packet's mark.</summary>
    public NftRule Mark(int register) => Meta(register, 3);

    /// <summary>Sets the packet's mark.</summary>
    public NftRule SetMark(int register) => Expression("meta", () =>
    {
        batch.Number(2, 3);
        Register(3, register);
    });

    public NftRule InputInterface(int register) => Meta(register, 6);

    public NftRule OutputInterface(int register) => Meta(register, 7);

    /// <summary>Loads a constant.</summary>
    public NftRule Load(int register, ReadOnlySpan<byte> value)
    {
        var bytes = value.ToArray();
        return Expression("immediate", () =>
        {
            Register(1, register);
            batch.Nest(2, () => batch.Attribute(1, bytes));
        });
    }

    /// <summary>Goes on only if a register has a value.</summary>
    public NftRule Equal(int register, ReadOnlySpan<byte> value) => Compare(register, 0, value);

    /// <summary>Goes on only if a register has another value.</summary>
    public NftRule NotEqual(int register, ReadOnlySpan<byte> value) => Compare(register, 1, value);

    /// <summary>Goes on only if a register is not below a value.</summary>
    public NftRule AtLeast(int register, ReadOnlySpan<byte> value) => Compare(register, 5, value);

    /// <summary>Goes on only if a register is not above a value.</summary>
    public NftRule AtMost(int register, ReadOnlySpan<byte> value) => Compare(register, 3, value);

    /// <summary>Makes a register <c>(register and mask) xor value</c>.</summary>
    public NftRule Bits(int register, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> flip)
    {
        var (and, xor) = (mask.ToArray(), flip.ToArray());
        return Expression("bitwise", () =>
        {
            Register(1, register);
            Register(2, register);
            batch.Number(3, (uint)and.Length);
            batch.Nest(4, () => batch.Attribute(1, and));
            batch.Nest(5, () => batch.Attribute(1, xor));
        });
    }

    /// <summary>Goes on only if a set has a key, or has it not.</summary>
    public NftRule In(string set, int key, bool isNot = false) => Expression("lookup", () =>
    {
        batch.Text(1, set);
        Register(2, key);
        if (isNot) batch.Number(5, 1);
    });

    /// <summary>Loads what a map has for a key; goes on only if it has it.</summary>
    public NftRule Map(string map, int key, int data) => Expression("lookup", () =>
    {
        batch.Text(1, map);
        Register(2, key);
        Register(3, data);
    });

    /// <summary>Goes where a map of verdicts leads; goes on only if it has the key.</summary>
    public NftRule VerdictMap(string map, int key) => Expression("lookup", () =>
    {
        batch.Text(1, map);
        Register(2, key);
        batch.Number(3, 0);
    });

    /// <summary>Loads a random number.</summary>
    public NftRule Random(int register, int modulus, int offset) => Expression("numgen", () =>
    {
        Register(1, register);
        batch.Number(2, (uint)modulus);
        batch.Number(3, 1);
        batch.Number(4, (uint)offset);
    });

    /// <summary>Loads whether an address of the packet is this host's, as a type of route.</summary>
    public NftRule AddressType(int register, bool isSource) => Expression("fib", () =>
    {
        Register(1, register);
        batch.Number(2, 3);
        batch.Number(3, isSource ? 1u : 2u);
    });

    /// <summary>Loads the state of the packet's connection.</summary>
    public NftRule ConnectionState(int register) => Connection(register, 0);

    /// <summary>Loads what was done to the packet's connection.</summary>
    public NftRule ConnectionStatus(int register) => Connection(register, 2);

    /// <summary>Sends the connection elsewhere.</summary>
    public NftRule DestinationNat(byte family, int address, int port) => Expression("nat", () =>
    {
        batch.Number(1, 1);
        batch.Number(2, family);
        Register(3, address);
        Register(5, port);
    });

    /// <summary>Makes the connection look as if it came from this host.</summary>
    public NftRule Masquerade() => Expression("masq", () => batch.Number(1, 16));

    /// <summary>Adds a key to a map, or makes it last longer.</summary>
    public NftRule Update(string set, int key, int data, TimeSpan timeout) => Expression("dynset", () =>
    {
        batch.Text(1, set);
        batch.Number(3, 1);
        Register(4, key);
        Register(5, data);
        batch.Long(6, (ulong)timeout.TotalMilliseconds);
    });

    /// <summary>Removes a key from a map, whatever it leads to.</summary>
    public NftRule Forget(string map, int key, int data) => Expression("dynset", () =>
    {
        batch.Text(1, map);
        batch.Number(3, 2);
        Register(4, key);
        // Of no use, but of a map the kernel wants it.
        Register(5, data);
    });

    /// <summary>Answers that nobody is at that port.</summary>
    public NftRule Reject(bool isIPv6) => Expression("reject", () =>
    {
        batch.Number(1, 0);
        batch.Attribute(2, [isIPv6 ? (byte)4 : (byte)3]);
    });

    public NftRule Drop() => Verdict(NftNumbers.Drop, null);

    public NftRule Accept() => Verdict(NftNumbers.Accept, null);

    public NftRule Return() => Verdict(NftNumbers.Return, null);

    public NftRule Jump(string chain) => Verdict(NftNumbers.Jump, chain);

    public NftRule Goto(string chain) => Verdict(NftNumbers.Goto, chain);

    private NftRule Payload(int register, uint header, int offset, int length) => Expression("payload", () =>
    {
        Register(1, register);
        batch.Number(2, header);
        batch.Number(3, (uint)offset);
        batch.Number(4, (uint)length);
    });

    private NftRule Meta(int register, uint key) => Expression("meta", () =>
    {
        Register(1, register);
        batch.Number(2, key);
    });

    private NftRule Connection(int register, uint key) => Expression("ct", () =>
    {
        Register(1, register);
        batch.Number(2, key);
    });

    private NftRule Compare(int register, uint operation, ReadOnlySpan<byte> value)
    {
        var bytes = value.ToArray();
        return Expression("cmp", () =>
        {
            Register(1, register);
            batch.Number(2, operation);
            batch.Nest(3, () => batch.Attribute(1, bytes));
        });
    }

    private NftRule Verdict(uint code, string? chain) => Expression("immediate", () =>
    {
        batch.Number(1, 0);
        batch.Nest(2, () => batch.Nest(2, () =>
        {
            batch.Number(1, code);
            if (chain is not null) batch.Text(2, chain);
        }));
    });

    private void Register(ushort attribute, int register) => batch.Number(attribute, (uint)(NftNumbers.Register + register));

    private NftRule Expression(string name, Action body)
    {
        batch.Nest(Entry, () =>
        {
            batch.Text(Name, name);
            batch.Nest(Body, body);
        });
        return this;
    }
}
