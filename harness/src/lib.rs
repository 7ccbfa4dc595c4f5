//! A hermetic Kerberos and Kafka test bed: KDC, broker, clocks, faults and explanations in one process
